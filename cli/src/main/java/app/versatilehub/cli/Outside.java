package app.versatilehub.cli;

import app.versatilehub.topology.EngineState;
import app.versatilehub.verification.Verifier;
import app.versatilehub.verification.doctor.Patient;
import java.io.InputStream;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What commands ask the world for.
 *
 * @param engine the running engine
 * @param patients the running system, to be examined
 * @param verifier proves that it is as declared
 * @param sources readers of files
 * @param in the standard input
 * @param clock for the day of judgement
 */
record Outside(
    Supplier<EngineState> engine,
    Supplier<Patient> patients,
    Verifier verifier,
    Sources sources,
    InputStream in,
    Clock clock) {}
