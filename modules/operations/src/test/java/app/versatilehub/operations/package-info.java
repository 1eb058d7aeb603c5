@NullMarked
package app.versatilehub.operations;

import org.jspecify.annotations.NullMarked;
