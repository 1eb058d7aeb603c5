package app.versatilehub.verification.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of the kernel. Processes end while they are looked at, and others are not ours to look at:
 * what cannot be read is as if it were not there.
 */
public final class KernelFiles {

  private KernelFiles() {}

  /** The lines of a file. */
  public static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException | UncheckedIOException e) {
      return Stream.empty();
    }
  }

  /** The lines of a table, in columns. */
  public static Stream<String[]> table(Path file) {
    return lines(file).map(line -> line.strip().split("\\s+"));
  }

  /** What is in a folder by names such as {@code glob}. */
  static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return entries;
    }
    return entries;
  }

  /** Where a link leads; empty if that is not shown. */
  static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
