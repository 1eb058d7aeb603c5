package app.versatilehub.topology;

import java.nio.file.Path;
import java.util.Set;

/**
 * The certificate that a gateway shows where no public authority gives it one: two secrets, which
 * the stack sets or which its own authority makes.
 */
public final class GatewayCertificate {

  /** The certificate, and those of the authorities between it and one that is trusted, as PEM. */
  public static final String SECRET = "gateway-certificate";

  /** Its private key, as PEM. */
  public static final String KEY_SECRET = "gateway-certificate-key";

  /** Both. */
  public static final Set<String> SECRETS = Set.of(SECRET, KEY_SECRET);

  /** Where the gateway finds it. */
  public static final String FILE = Workload.SECRETS_DIRECTORY + SECRET;

  /** Where the gateway finds its key. */
  public static final String KEY_FILE = Workload.SECRETS_DIRECTORY + KEY_SECRET;

  private GatewayCertificate() {}

  /**
   * The folder that a stack's own authority is kept in.
   *
   * @param directory the project's directory
   */
  public static Path authorityFolder(Path directory, String stack) {
    return directory.resolve(".versatile").resolve("authority").resolve(stack);
  }

  /** The certificate of a stack's own authority, which clients are to trust. */
  public static Path authority(Path directory, String stack) {
    return authorityFolder(directory, stack).resolve("authority.pem");
  }
}
