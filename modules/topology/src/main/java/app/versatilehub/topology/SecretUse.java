package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/** A secret value and the way in which it gets into a service. The value itself is never here. */
public sealed interface SecretUse {

  /** The secret's name in the stack's settings, such as {@code chat-postgres-password}. */
  String secret();

  /**
   * As a file.
   *
   * @param secret the secret's name
   * @param path the file, absolute
   * @param before text that stands before the value in the file, such as {@code "requirepass "}
   */
  record File(String secret, String path, String before) implements SecretUse {
    public File {
      Names.dnsLabel("secret name", secret);
      requireNonNull(path, "path");
      requireNonNull(before, "before");
    }
  }

  /**
   * As a file that lets its reader recognise a password without knowing it: a user's name, a colon,
   * and the bcrypt hash of the password.
   *
   * @param secret the secret's name
   * @param path the file, absolute
   * @param user the user's name
   */
  record HashFile(String secret, String path, String user) implements SecretUse {
    public HashFile {
      Names.dnsLabel("secret name", secret);
      requireNonNull(path, "path");
      requireNonNull(user, "user");
    }
  }

  /**
   * As an environment variable, for images that read no file.
   *
   * @param secret the secret's name
   * @param variable the variable's name
   */
  record Variable(String secret, String variable) implements SecretUse {
    public Variable {
      Names.dnsLabel("secret name", secret);
      requireNonNull(variable, "variable");
    }
  }
}
