/** How an engine differs from what a topology declares, and what mends it. */
@NullMarked
package app.versatilehub.verification.drift;

import org.jspecify.annotations.NullMarked;
