@NullMarked
package app.versatilehub.verification.doctor;

import org.jspecify.annotations.NullMarked;
