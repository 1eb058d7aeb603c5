package app.versatilehub.operations;

import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.VolumeMount;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** How the data of each format are taken out of a stack and put back. */
final class DataAccess {

  private static final String DUMP = ".dump";
  private static final String MARIADB_FILE = "databases.sql.gz";
  private static final String REDIS_FILE = "keys.rdb";
  private static final int BUFFER = 1 << 16;

  private final Machine machine;

  DataAccess(Machine machine) {
    this.machine = machine;
  }

  /**
   * The names of the parts that {@code set} has now.
   *
   * @throws IOException if it cannot be found out, or one cannot be backed up
   */
  List<String> names(DataSet set) throws IOException {
    return switch (set.format()) {
      case POSTGRESQL -> databases(set);
      case MARIADB -> List.of(MARIADB_FILE);
      case REDIS -> List.of(REDIS_FILE);
      case FILES -> List.of(DataSet.fileName(set.volume().orElseThrow()));
      case CACHE -> List.of();
    };
  }

  private List<String> databases(DataSet set) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run(set, Script.named("postgresql-list"), InputStream.nullInputStream(), out);
    List<String> names =
        out.toString(StandardCharsets.UTF_8).lines().map(name -> name + DUMP).toList();
    for (String name : names) {
      if (!Part.NAME.matcher(name).matches()) {
        throw new IOException(
            "the name of database '%s' is not only letters, digits, '_', '.' and '-'"
                .formatted(database(name)));
      }
    }
    return names;
  }

  private static String database(String name) {
    return name.substring(0, name.length() - DUMP.length());
  }

  /** Writes the part {@code name} of {@code set}. */
  void dump(DataSet set, String name, OutputStream out) throws IOException {
    InputStream nothing = InputStream.nullInputStream();
    switch (set.format()) {
      case POSTGRESQL -> run(set, Script.named("postgresql-dump", database(name)), nothing, out);
      case MARIADB -> {
        try (OutputStream compressed = compressing(out)) {
          run(set, Script.named("mariadb-dump"), nothing, compressed);
        }
      }
      case REDIS -> run(set, redis("redis-dump", set), nothing, out);
      case FILES -> {
        try (OutputStream compressed = compressing(out)) {
          machine.readFiles(set.container(), mount(set).path(), compressed);
        }
      }
      case CACHE -> throw new IllegalArgumentException(set.toString());
    }
  }

  /**
   * Puts the data of {@code part} in the place of what {@code set} has.
   *
   * @param shell an image with a shell
   * @throws ScriptFailedException which says whether that was left unchanged
   */
  void restore(DataSet set, Part part, InputStream in, String shell) throws IOException {
    String bytes = Long.toString(part.size());
    OutputStream nowhere = OutputStream.nullOutputStream();
    switch (set.format()) {
      case POSTGRESQL ->
          run(set, Script.named("postgresql-restore", database(part.name()), bytes), in, nowhere);
      case MARIADB -> run(set, Script.named("mariadb-restore", bytes), in, nowhere);
      case REDIS -> run(set, redis("redis-restore", set, bytes), in, nowhere);
      case FILES -> {
        VolumeMount mount = mount(set);
        String folder = mount.path().substring(mount.path().lastIndexOf('/') + 1);
        machine.replaceFiles(shell, mount.volume().value(), folder, decompressing(in));
      }
      case CACHE -> throw new IllegalArgumentException(set.toString());
    }
  }

  private void run(DataSet set, Script script, InputStream in, OutputStream out)
      throws IOException {
    machine.run(set.container(), script, in, out);
  }

  private static VolumeMount mount(DataSet set) {
    return set.volume().orElseThrow();
  }

  private static Script redis(String name, DataSet set, String... more) {
    String file = set.password().map(SecretUse.File::path).orElse("");
    String before = set.password().map(SecretUse.File::before).orElse("");
    return more.length == 0
        ? Script.named(name, file, before)
        : Script.named(name, file, before, more[0]);
  }

  private static InputStream decompressing(InputStream in) throws IOException {
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (ZipException e) {
      throw new ScriptFailedException(Script.UNCHANGED, "it is not compressed as it should be");
    }
  }

  /** Fast, because what is compressed waits for it. Closing it leaves {@code out} open. */
  private static OutputStream compressing(OutputStream out) throws IOException {
    return new GZIPOutputStream(new Unclosed(out), BUFFER) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }

  /** What is written to belongs to somebody else. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
