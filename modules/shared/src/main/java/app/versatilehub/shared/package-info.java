/** Declares what the other modules stand on: the way in and the network between them. */
@NullMarked
package app.versatilehub.shared;

import org.jspecify.annotations.NullMarked;
