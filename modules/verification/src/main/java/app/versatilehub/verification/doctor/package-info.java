/** Finds out why a deployed stack does not work: causes with evidence and a cure, not symptoms. */
@NullMarked
package app.versatilehub.verification.doctor;

import org.jspecify.annotations.NullMarked;
