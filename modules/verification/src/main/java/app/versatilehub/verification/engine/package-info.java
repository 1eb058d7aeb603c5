/** A running engine as plain facts, and the adapter that reads them. */
@NullMarked
package app.versatilehub.verification.engine;

import org.jspecify.annotations.NullMarked;
