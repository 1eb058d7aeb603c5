@NullMarked
package app.versatilehub.verification;

import org.jspecify.annotations.NullMarked;
