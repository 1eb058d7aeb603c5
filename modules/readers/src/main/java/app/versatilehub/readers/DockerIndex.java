package app.versatilehub.readers;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Subjects of one sort by all that others call them by. */
final class DockerIndex {

  private final String title;
  private final String what;
  private final Map<String, DockerSubject> byUrn = new LinkedHashMap<>();
  private final Map<String, DockerSubject> byReference = new HashMap<>();
  private final Map<String, DockerSubject> byName = new HashMap<>();

  /**
   * Makes an empty one.
   *
   * @param title of the inventory
   * @param what is in it, for messages
   */
  DockerIndex(String title, String what) {
    this.title = title;
    this.what = what;
  }

  void add(DockerSubject subject) {
    byUrn.put(subject.resource().urn(), subject);
    unique("is called", byName.put(subject.name(), subject), subject.name());
    unique("has the name", byReference.put(subject.engineName(), subject), subject.engineName());
    subject.inputs().shownText("id").ifPresent(id -> byReference.put(id, subject));
  }

  private void unique(String is, @Nullable DockerSubject other, String name) {
    if (other != null) {
      throw new UnreadableSourceException(
          title + ", " + other.resource(),
          "another %s %s '%s', too".formatted(what, is, name),
          "give each its own name; stacks that span several engines must be read one by one");
    }
  }

  Iterable<DockerSubject> all() {
    return byUrn.values();
  }

  Optional<DockerSubject> find(String reference) {
    return Optional.ofNullable(byReference.get(reference));
  }

  boolean isTaken(String name) {
    return byName.containsKey(name);
  }

  /** Those that the value of {@code input} of {@code user} depends on. */
  Set<DockerSubject> neededBy(DockerSubject user, String input) {
    Set<DockerSubject> needed = new LinkedHashSet<>();
    for (String urn : user.resource().dependencies().getOrDefault(input, List.of())) {
      Optional.ofNullable(byUrn.get(urn)).ifPresent(needed::add);
    }
    return needed;
  }
}
