/** What passed the gateway, from its access log. */
@NullMarked
package app.versatilehub.verification.access;

import org.jspecify.annotations.NullMarked;
