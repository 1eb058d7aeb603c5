package app.versatilehub.topology;

/** The names of the project's own images, which are built from {@code images/NAME}. */
final class LocalImages {

  private static final String REPOSITORY = "versatile-hub/";

  private LocalImages() {}

  static String reference(String name, Environment environment) {
    return REPOSITORY + name + ":" + environment.localTag();
  }
}
