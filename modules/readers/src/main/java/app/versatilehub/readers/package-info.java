/**
 * Reads what others wrote as an {@link app.versatilehub.topology.isolation.Inventory}: resources of
 * the Docker provider (registered, previewed or in a state) and Compose files. A source that is not
 * understood is refused with place and reason, never half read.
 */
@NullMarked
package app.versatilehub.readers;

import org.jspecify.annotations.NullMarked;
