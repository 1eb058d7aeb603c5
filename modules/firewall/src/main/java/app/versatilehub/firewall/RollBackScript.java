package app.versatilehub.firewall;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A shell script that takes a change back unless somebody has confirmed it by then. It needs
 * neither Java nor this project, and is there before the change is made.
 */
public final class RollBackScript {

  /** Whoever makes this folder decides: the script, or who confirms. */
  public static final String DECIDED = "decided";

  private RollBackScript() {}

  /**
   * The text of the script. With the word {@code now} it does not wait.
   *
   * @param trial the folder of the change, which it removes
   * @param patience how long it waits
   * @param before the rules that were there before, or what removes ours where there were none
   * @param commands what else is to be undone
   */
  public static String of(
      Path trial, Duration patience, String before, List<List<String>> commands) {
    String undo =
        commands.stream()
            .map(
                words ->
                    words.stream().map(RollBackScript::quoted).collect(Collectors.joining(" ")))
            .map(command -> command + " || failed=1\n")
            .collect(Collectors.joining());
    return """
        #!/bin/sh
        # Made by: versatile firewall apply. Takes its change back.
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        trial=%s
        if [ "$1" != now ]; then
          trap 'kill "$pause" 2>/dev/null; exit 0' TERM
          sleep %d &
          pause=$!
          wait "$pause"
        fi
        # Only one may decide, and of a change that was confirmed the folder is gone.
        mkdir "$trial/%s" 2>/dev/null || exit 0
        failed=0
        nft -f - <<'RULES' || failed=1
        %sRULES
        %s[ "$failed" = 0 ] || exit 1
        rm -rf "$trial"
        """
        .formatted(quoted(trial.toString()), patience.toSeconds(), DECIDED, before, undo);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
