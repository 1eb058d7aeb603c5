package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Workload;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds texts that are secrets by their name ({@code DB_PASSWORD}, {@code --requirepass}), by their
 * place (the password in a URL) or by their form (private keys and tokens of well-known makers). It
 * never says what the secret is.
 */
final class PlainSecrets {

  /** How such names end, words divided by underscores; the first few also within a word. */
  private static final List<String> NAME_ENDS =
      List.of(
          "password",
          "passwd",
          "passwort",
          "passphrase",
          "_pwd",
          "_pass",
          "_requirepass",
          "_masterauth",
          "_secret",
          "_token",
          "_apikey",
          "_api_key",
          "_privatekey",
          "_private_key",
          "_accesskey",
          "_access_key",
          "_secretkey",
          "_secret_key",
          "_secretkey_base",
          "_secret_key_base",
          "_encryptionkey",
          "_encryption_key",
          "_credential",
          "_credentials");

  private static final Pattern IN_URL =
      Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s/@]*:([^\\s/@]+)@.+");

  private static final Pattern FORM =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*|gh[pousr]_[A-Za-z0-9]{30,}.*|xox[abprs]-[A-Za-z0-9-]{10,}"
              + "|AKIA[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\..*",
          Pattern.DOTALL);

  /** Switches and references to a secret that is kept elsewhere. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "true|false|yes|no|on|off|none|null|[0-9]|/.*|\\$\\{?[A-Za-z_].*|file:.*",
          Pattern.CASE_INSENSITIVE);

  private PlainSecrets() {}

  /** The places of secrets in {@code container}, as a report names them. */
  static List<String> in(ContainerEntry container) {
    List<String> places = new ArrayList<>();
    String before = "";
    for (Setting setting : container.settings()) {
      String option = setting.place() == Place.COMMAND ? before : "";
      before = setting.place() == Place.COMMAND ? setting.value() : "";
      if (isSecret(setting, option)) {
        places.add(place(setting));
      }
    }
    return places;
  }

  static boolean isSecret(Setting setting, String wordBefore) {
    String value = setting.value().strip();
    if (FORM.matcher(value).matches() || hasPasswordInUrl(value)) {
      return true;
    }
    if (setting.place() == Place.FILE && setting.name().startsWith(Workload.SECRETS_DIRECTORY)) {
      return !value.isEmpty();
    }
    if (setting.place() != Place.COMMAND) {
      return isTelling(setting.name()) && isWorthHiding(value);
    }
    // Either --option=value, or the option and then the value as a word of its own.
    int equals = value.indexOf('=');
    if (value.startsWith("-") && equals > 0) {
      return isTelling(value.substring(0, equals)) && isWorthHiding(value.substring(equals + 1));
    }
    return wordBefore.startsWith("--")
        && !wordBefore.contains("=")
        && !value.startsWith("-")
        && isTelling(wordBefore)
        && isWorthHiding(value);
  }

  private static boolean hasPasswordInUrl(String value) {
    Matcher matcher = IN_URL.matcher(value);
    return matcher.matches() && isWorthHiding(matcher.group(1));
  }

  private static boolean isTelling(String name) {
    String words = "_" + name.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    return NAME_ENDS.stream().anyMatch(words::endsWith);
  }

  private static boolean isWorthHiding(String value) {
    return !value.isEmpty() && !HARMLESS.matcher(value).matches();
  }

  private static String place(Setting setting) {
    return switch (setting.place()) {
      case ENVIRONMENT -> "the variable " + setting.name();
      case LABEL -> "the label " + setting.name();
      case FILE -> "the file " + setting.name();
      case COMMAND -> "word %s of the command".formatted(setting.name());
    };
  }
}
