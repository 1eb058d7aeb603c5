/** Draws topologies, and what was proved of them: everything to text, nothing to files. */
@NullMarked
package app.versatilehub.pictures;

import org.jspecify.annotations.NullMarked;
