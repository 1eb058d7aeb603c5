package app.versatilehub.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where commands write.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param ansi whether {@code out} may be coloured
 */
record Console(PrintWriter out, PrintWriter err, Ansi ansi) {

  /** The process's own streams, in UTF-8 in every locale; coloured on a terminal only. */
  static Console system() {
    return new Console(utf8(FileDescriptor.out), utf8(FileDescriptor.err), Ansi.AUTO);
  }

  /** Writes {@code markup}, in which {@code @|green text|@} is green where colours may be. */
  void print(String markup) {
    write(ansi.string(markup));
  }

  /** Writes {@code text} as it is. */
  void write(String text) {
    out.print(text);
    out.flush();
  }

  /**
   * Writes a report.
   *
   * @param file where it goes, without colours; here if none is named
   * @param text the report, with or without colours
   * @throws IllegalArgumentException if the file cannot be written
   */
  void report(@Nullable Path file, Function<Ansi, String> text) {
    if (file == null) {
      write(text.apply(ansi));
      return;
    }
    try {
      Files.writeString(file, text.apply(Ansi.OFF));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be written (%s)\n    -> name a file in a folder that exists"
              .formatted(file, e),
          e);
    }
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
