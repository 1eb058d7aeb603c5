/** A topology in Docker's and Traefik's own terms: what is to be on the engine. */
@NullMarked
package app.versatilehub.dockerplan;

import org.jspecify.annotations.NullMarked;
