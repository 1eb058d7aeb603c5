package app.versatilehub.cli;

import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.readers.UnreadableSourceException;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.verification.probe.ProbeException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Reports what stopped a command in words; where in the program it was, only when asked for. */
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    PrintWriter err = command.getErr();
    if (wantsStacktrace(command)) {
      failure.printStackTrace(err);
    } else if (failure instanceof FindingsException
        || failure instanceof EngineUnavailableException
        || failure instanceof ProbeException
        || failure instanceof UnreadableSourceException
        || failure instanceof IllegalArgumentException) {
      err.println(failure.getMessage());
    } else {
      err.println(failure);
      err.println("    -> this is a defect; run it again with --stacktrace and report it");
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static boolean wantsStacktrace(CommandLine command) {
    return command.getMixins().values().stream()
        .anyMatch(mixin -> mixin instanceof StackOptions options && options.stacktrace());
  }
}
