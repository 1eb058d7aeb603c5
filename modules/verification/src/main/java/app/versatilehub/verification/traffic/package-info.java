/** How much containers send and receive. */
@NullMarked
package app.versatilehub.verification.traffic;

import org.jspecify.annotations.NullMarked;
