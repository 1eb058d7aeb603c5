package app.versatilehub.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
