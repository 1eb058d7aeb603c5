package app.versatilehub.firewall.host;

import static app.versatilehub.firewall.Hub.ports;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.HostFacts.Ufw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {

  private static final String LISTENS_22 = line("00000000:0016", "0A", "100");
  private static final String LISTENS_2222_IPV6 =
      line("00000000000000000000000000000000:08AE", "0A", "101");
  private static final String SESSION_22 = line("0A00000A:0016", "01", "102");

  /** Of {@code ssh -R} and {@code ssh -L}. */
  private static final String FORWARDED = line("0100007F:1F90", "0A", "103");

  private static final String OPENED_BY_A_SESSION = line("0A00000A:C001", "01", "104");

  @TempDir Path proc;

  private final FakeHost programs = new FakeHost();

  @BeforeEach
  void tables() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("net/tcp"), LISTENS_22 + SESSION_22 + FORWARDED + OPENED_BY_A_SESSION);
    Files.writeString(proc.resolve("net/tcp6"), LISTENS_2222_IPV6);
  }

  private static String line(String local, String state, String inode) {
    return "   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 %s 1 x\n"
        .formatted(local, state, inode);
  }

  private void process(String id, String name, String... inodes) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(id).resolve("fd"));
    Files.writeString(proc.resolve(id).resolve("comm"), name + "\n");
    for (String inode : inodes) {
      Files.createSymbolicLink(folder.resolve(inode), Path.of("socket:[" + inode + "]"));
    }
  }

  private HostFacts read(Map<String, String> environment) {
    return new HostReader(proc, programs, environment).read();
  }

  @Test
  void sshIsWhereItsServerListens() throws IOException {
    process("1", "sshd", "100", "101");
    process("2", "nginx", "102");

    assertThat(read(Map.of()).sshPorts()).containsExactlyElementsOf(ports(22, 2222));
    assertThat(read(Map.of()).sessions()).isEmpty();
  }

  @Test
  void sshIsWhereItIsConfiguredTo() {
    programs.answer("sshd -T", "port 2022\naddressfamily any\nport 22\n");

    assertThat(read(Map.of()).sshPorts()).containsExactlyElementsOf(ports(22, 2022));
  }

  @Test
  void sshIsAtThePortsOfItsAddressesWhereTheyHaveAny() {
    programs.answer(
        "sshd -T",
        "port 22\naddressfamily any\nlistenaddress [::]:2022\nlistenaddress 192.0.2.1:2023\n");

    assertThat(read(Map.of()).sshPorts()).containsExactlyElementsOf(ports(2022, 2023));
  }

  @Test
  void aSessionIsFoundWithoutItsVariables() throws IOException {
    process("1", "sshd", "100");
    process("2", "sshd-session", "102");

    assertThat(read(Map.of()).sessions()).containsExactlyElementsOf(ports(22));
  }

  @Test
  void whatASessionForwardsIsNotSsh() throws IOException {
    process("1", "sshd", "100");
    process("2", "sshd", "103", "104");

    HostFacts host = read(Map.of());
    assertThat(host.sshPorts()).containsExactlyElementsOf(ports(22));
    assertThat(host.sessions()).isEmpty();
  }

  @Test
  void theConnectionThatTheCommandCameByIsASession() {
    HostFacts host = read(Map.of("SSH_CONNECTION", "203.0.113.9 51000 127.0.0.1 2022"));

    assertThat(host.sessions()).containsExactlyElementsOf(ports(2022));
    assertThat(host.uplinks()).containsExactly("lo");
  }

  @Test
  void uplinksAreWhereTheDefaultRoutesLead() throws IOException {
    Files.writeString(
        proc.resolve("net/route"),
        """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth0	00000000	0102000A	0003	0	0	0	00000000	0	0	0
        eth1	0002000A	00000000	0001	0	0	0	00FFFFFF	0	0	0
        """);
    String none = "0".repeat(32);
    Files.writeString(
        proc.resolve("net/ipv6_route"),
        "%1$s 00 %1$s 00 %1$s 00000400 00000001 00000000 00200200 lo\n".formatted(none)
            + "%1$s 00 %1$s 00 %1$s 00000400 00000001 00000000 00000003 wlan0\n".formatted(none)
            + "fe80%2$s 40 %1$s 00 %1$s 00000100 00000001 00000000 00000001 eth1\n"
                .formatted(none, "0".repeat(28)));

    assertThat(read(Map.of()).uplinks()).containsExactly("eth0", "wlan0");
  }

  @Test
  void whetherTheFirewallSeesBridgesIsRead() throws IOException {
    assertThat(read(Map.of()).seesBridges()).isFalse();

    Path settings = Files.createDirectories(proc.resolve("sys/net/bridge"));
    Files.writeString(settings.resolve("bridge-nf-call-iptables"), "1\n");
    Files.writeString(settings.resolve("bridge-nf-call-ip6tables"), "0\n");
    assertThat(read(Map.of()).seesBridges()).isFalse();

    Files.writeString(settings.resolve("bridge-nf-call-ip6tables"), "1\n");
    assertThat(read(Map.of()).seesBridges()).isTrue();
  }

  @Test
  void ufwIsThereOnlyWhereItIsActive() {
    assertThat(read(Map.of()).ufw()).isEmpty();

    programs.answer("ufw status verbose", "Status: inactive\n");
    assertThat(read(Map.of()).ufw()).isEmpty();

    programs.answer(
        "ufw status verbose",
        "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), deny (routed)\n");
    programs.answer(
        "ufw show added",
        "Added user rules (see 'ufw status' for running firewall):\nufw allow 22/tcp comment 'ours'\n"
            + "ufw allow OpenSSH\n");
    assertThat(read(Map.of()).ufw())
        .contains(new Ufw("deny", new TreeSet<>(Set.of("allow 22/tcp", "allow OpenSSH"))));
  }
}
