package app.versatilehub.firewall.host;

import app.versatilehub.firewall.host.Programs.Answer;
import app.versatilehub.firewall.host.Programs.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happens without a command: at the start of the host, and when a trial is over. */
final class Boot {

  private static final String UNIT = "versatile-hub-firewall.service";
  private static final String FOLLOWER_UNIT = "versatile-hub-firewall-watch.service";
  private static final String TIMER = "versatile-hub-firewall-roll-back";

  private final Programs programs;
  private final Path run;
  private final Path units;
  private final Path rules;
  private Optional<Started> armed = Optional.empty();

  /**
   * Of a host.
   *
   * @param run where running services leave their files
   * @param units where systemd looks for units
   * @param rules the file that is loaded at the start
   */
  Boot(Programs programs, Path run, Path units, Path rules) {
    this.programs = programs;
    this.run = run;
    this.units = units;
    this.rules = rules;
  }

  private boolean hasSystemd() {
    return Files.isDirectory(run.resolve("systemd/system"));
  }

  /**
   * Lets a script run after a while, whatever becomes of this process and its terminal.
   *
   * @return why that could not be arranged; absent if it was
   */
  Optional<String> arm(Path script, Duration patience) {
    if (hasSystemd()) {
      // Who logs out may take all processes of his session with him.
      Answer answer =
          programs.run(
              "systemd-run",
              "--collect",
              "--unit=" + TIMER,
              "--on-active=%ds".formatted(patience.toSeconds()),
              "--timer-property=AccuracySec=1s",
              "sh",
              script.toString(),
              "now");
      return answer.succeeded() ? Optional.empty() : Optional.of(answer.err().strip());
    }
    Started process = programs.start(List.of("sh", script.toString()));
    armed = Optional.of(process);
    return process.isAlive() ? Optional.empty() : Optional.of("its process has ended");
  }

  /** The script would find that it has nothing to do, but it need not wait for that. */
  void disarm() {
    if (hasSystemd()) {
      programs.run("systemctl", "stop", TIMER + ".timer");
    }
    armed.ifPresent(Started::end);
  }

  /**
   * Loads the rules whenever the host starts, and says whether it can.
   *
   * @param follower the command that keeps members' addresses, which runs from now on
   */
  String enable(Optional<List<String>> follower) {
    if (!hasSystemd()) {
      return "They survive restarts of the engine, but not of this host: it has no systemd. To keep"
          + " them, let it run at its start: nft -f "
          + rules
          + follower
              .map(
                  words ->
                      "\nMembers whose addresses change are closed unless this runs: "
                          + String.join(" ", words))
              .orElse("");
    }
    write(UNIT, unit(rules));
    follower.ifPresent(words -> write(FOLLOWER_UNIT, followerUnit(words)));
    programs.run("systemctl", "daemon-reload");
    programs.run("systemctl", "enable", UNIT);
    if (follower.isPresent()) {
      programs.run("systemctl", "enable", FOLLOWER_UNIT);
      // One that runs already may be of other words.
      programs.run("systemctl", "restart", FOLLOWER_UNIT);
    } else {
      disable(FOLLOWER_UNIT);
    }
    return "They survive restarts of the engine and of this host (%s).".formatted(UNIT)
        + follower.map(words -> " Members are followed by " + FOLLOWER_UNIT + ".").orElse("");
  }

  boolean isEnabled() {
    return hasSystemd() && Files.exists(units.resolve(UNIT));
  }

  void disable() {
    disable(FOLLOWER_UNIT);
    disable(UNIT);
  }

  private void disable(String unit) {
    if (!hasSystemd() || !Files.exists(units.resolve(unit))) {
      return;
    }
    // The rules are taken away by who asks for this; the follower must not fill them meanwhile.
    programs.run("systemctl", "disable", "--now", unit);
    try {
      Files.delete(units.resolve(unit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    programs.run("systemctl", "daemon-reload");
  }

  private void write(String unit, String text) {
    try {
      Files.writeString(units.resolve(unit), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String followerUnit(List<String> words) {
    return """
        # Made by: versatile firewall confirm. Taken away by: versatile firewall remove.
        [Unit]
        Description=Addresses of members of networks, for the firewall by versatile-hub
        After=%s docker.service
        StartLimitIntervalSec=0

        [Service]
        # With a home, where the JDK may be.
        User=root
        ExecStart=%s
        Restart=always
        RestartSec=2

        [Install]
        WantedBy=multi-user.target
        """
        .formatted(UNIT, words.stream().map(Boot::quoted).collect(Collectors.joining(" ")));
  }

  /** As one word of a command of systemd, which knows variables and specifiers. */
  private static String quoted(String word) {
    return '"'
        + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "$$").replace("%", "%%")
        + '"';
  }

  static String unit(Path rules) {
    return """
        # Made by: versatile firewall confirm. Taken away by: versatile firewall remove.
        [Unit]
        Description=Firewall of the host, by versatile-hub
        DefaultDependencies=no
        Before=network-pre.target shutdown.target
        Wants=network-pre.target
        Conflicts=shutdown.target
        After=nftables.service local-fs.target
        # Its own rules may begin with those of nobody: flush ruleset.
        PartOf=nftables.service
        ReloadPropagatedFrom=nftables.service

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        # Only where members of networks are held to flows does it matter; elsewhere it may fail.
        ExecStartPre=-/sbin/modprobe br_netfilter
        ExecStart=/usr/sbin/nft -f %1$s
        ExecReload=/usr/sbin/nft -f %1$s

        [Install]
        WantedBy=sysinit.target
        """
        .formatted(rules);
  }
}
