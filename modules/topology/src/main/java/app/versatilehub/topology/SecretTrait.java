package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * What has to be known of a secret before it is made up or changed. Most secrets have none: any
 * value will do, and everybody who reads it gets the new one together.
 *
 * @param kind what is special
 * @param words the same for people; what they begin with depends on the kind
 */
public record SecretTrait(Kind kind, String words) {

  /** What can be special about a secret. */
  public enum Kind {
    /** Somebody else issues it; the words say who and when: "Chatwoot shows it". */
    ISSUED,
    /** It is read once, and what it made keeps it; the words say where it is changed since. */
    USED_ONCE,
    /** What was made with it is of no use with another; the words say what is lost. */
    BINDING
  }

  public SecretTrait {
    requireNonNull(kind, "kind");
    requireNonNull(words, "words");
  }

  /** Somebody else issues it: {@code who}, and when. */
  public static SecretTrait issued(String who) {
    return new SecretTrait(Kind.ISSUED, who);
  }

  /** It is read once; since then it is changed as {@code how} says. */
  public static SecretTrait usedOnce(String how) {
    return new SecretTrait(Kind.USED_ONCE, how);
  }

  /** With its change {@code what} is lost. */
  public static SecretTrait binding(String what) {
    return new SecretTrait(Kind.BINDING, what);
  }

  /** Whether no value can be made up for it. */
  public boolean isIssued() {
    return kind == Kind.ISSUED;
  }
}
