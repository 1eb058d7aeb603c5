package app.versatilehub.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.versatilehub.topology.StackId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * The bcrypt hash of one secret of one stack. The same value always has the same hash, or each
 * update would replace whoever reads it.
 *
 * @param stack whose secret it is
 * @param secret the secret's name
 */
record PasswordHash(StackId stack, String secret) {

  private static final int SALT = 16;

  /** The hash is worked out anew with every request, and the passwords are not people's. */
  private static final int COST = 6;

  /** As password files have it, such as {@code $2y$06$…}. */
  String of(String password) {
    return OpenBSDBCrypt.generate("2y", password.toCharArray(), salt(), COST);
  }

  /** Of names only: who saw the salt would else know more of the password. */
  private byte[] salt() {
    try {
      return Arrays.copyOf(
          MessageDigest.getInstance("SHA-256").digest((stack + " " + secret).getBytes(UTF_8)),
          SALT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
