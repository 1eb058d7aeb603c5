/**
 * The proof of isolation: who can reach whom, by which path, and which rules that breaks. It judges
 * an {@link app.versatilehub.topology.isolation.Inventory}, whoever wrote it: the topology, the
 * resources that a program registered, a preview, a Compose file or a running engine.
 */
@NullMarked
package app.versatilehub.topology.isolation;

import org.jspecify.annotations.NullMarked;
