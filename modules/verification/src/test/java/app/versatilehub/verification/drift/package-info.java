@NullMarked
package app.versatilehub.verification.drift;

import org.jspecify.annotations.NullMarked;
