@NullMarked
package app.versatilehub.verification.access;

import org.jspecify.annotations.NullMarked;
