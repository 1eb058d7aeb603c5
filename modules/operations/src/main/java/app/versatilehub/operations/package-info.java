/** Backs up what a running stack keeps, and restores it. */
@NullMarked
package app.versatilehub.operations;

import org.jspecify.annotations.NullMarked;
