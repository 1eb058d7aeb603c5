/** The commands beside Pulumi's own: they show what is declared and ask whether it can come up. */
@NullMarked
package app.versatilehub.cli;

import org.jspecify.annotations.NullMarked;
