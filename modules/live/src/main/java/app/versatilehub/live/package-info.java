/**
 * The engine's side: finds the engine and reads what is on it and on its host as plain facts.
 *
 * <p>This package knows Docker's API, and not Pulumi. It speaks the little HTTP that a few {@code
 * GET} requests take over the JDK's own sockets: every preview waits for it, and a client library
 * alone takes longer to load than all of this to run.
 */
@NullMarked
package app.versatilehub.live;

import org.jspecify.annotations.NullMarked;
