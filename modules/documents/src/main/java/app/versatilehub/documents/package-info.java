/** For tests: what documents show is what the program says. */
@NullMarked
package app.versatilehub.documents;

import org.jspecify.annotations.NullMarked;
