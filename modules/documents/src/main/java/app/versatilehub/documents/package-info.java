/** For tests: the project's files, and that what they show is what the program says. */
@NullMarked
package app.versatilehub.documents;

import org.jspecify.annotations.NullMarked;
