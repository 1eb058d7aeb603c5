@NullMarked
package app.versatilehub.pictures;

import org.jspecify.annotations.NullMarked;
