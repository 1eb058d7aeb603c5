package app.versatilehub.cli;

import app.versatilehub.verification.doctor.Diagnosis;
import java.util.List;

/**
 * What there is to say of a stack.
 *
 * @param stack the stack's name
 * @param diagnoses what ails it, after the fixes
 * @param fixes what was changed, or was to be
 */
record DoctorReport(String stack, List<Diagnosis> diagnoses, List<Fixed> fixes) {

  DoctorReport {
    diagnoses = List.copyOf(diagnoses);
    fixes = List.copyOf(fixes);
  }

  /**
   * A change that was asked for.
   *
   * @param action what it was to do
   * @param outcome {@code done}, {@code left}, or what went wrong
   */
  record Fixed(String action, String outcome) {}
}
