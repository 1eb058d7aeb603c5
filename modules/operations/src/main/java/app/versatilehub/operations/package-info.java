/** Backs up what a running stack keeps, restores it, and changes the passwords of its servers. */
@NullMarked
package app.versatilehub.operations;

import org.jspecify.annotations.NullMarked;
