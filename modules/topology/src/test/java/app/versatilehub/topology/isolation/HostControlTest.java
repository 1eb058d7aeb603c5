package app.versatilehub.topology.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostControlTest {

  private static boolean given(Exposure exposure) {
    return HostControl.isGivenBy(exposure);
  }

  @Test
  void isInTheEnginesSocketAndInPrivilege() {
    assertThat(given(new Exposure.EngineSocket())).isTrue();
    assertThat(given(new Exposure.Privileged())).isTrue();
    assertThat(given(new Exposure.PublishedPort(Port.of(80), Port.of(80)))).isFalse();
    assertThat(given(new Exposure.HostNamespace("pid"))).isFalse();
  }

  // capabilities(7).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALL",
        "SYS_ADMIN",
        "CAP_SYS_ADMIN",
        "sys_module",
        "SYS_RAWIO",
        "SYS_PTRACE",
        "SYS_BOOT",
        "DAC_READ_SEARCH",
        "BPF",
        "MAC_ADMIN"
      })
  void isInCapabilitiesThatLeadToRoot(String capability) {
    assertThat(given(new Exposure.Capability(capability))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NET_ADMIN", "SYS_TIME", "IPC_LOCK", "NET_BIND_SERVICE", "SYS_NICE"})
  void isNotInOtherCapabilities(String capability) {
    assertThat(given(new Exposure.Capability(capability))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev",
        "/dev/",
        "/dev/mem",
        "/dev/kmem",
        "/dev/port",
        "/dev/sda",
        "/dev/vda1",
        "/dev/nvme0n1",
        "/dev/dm-0",
        "/dev/mapper/root",
        "/dev/disk/by-id/ata-x",
        "/dev/block/8:0",
        "/dev/../dev/sda",
        "/dev/loop0",
        "/dev/mmcblk0",
        "/dev/nbd0"
      })
  void isInDevicesOfStorageAndMemory(String device) {
    assertThat(given(new Exposure.Device(device))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/dev/ttyUSB0", "/dev/dri/card0", "/dev/net/tun", "/dev/fuse", "/dev/snd", ""})
  void isNotInOtherDevices(String device) {
    assertThat(given(new Exposure.Device(device))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/bin",
        "/boot",
        "/etc",
        "/etc/",
        "/etc/cron.d",
        "//etc",
        "/srv/../etc",
        "/./etc/ssh",
        "/lib",
        "/lib64",
        "/proc",
        "/root",
        "/root/.ssh",
        "/run",
        "/sbin",
        "/sys/fs/cgroup",
        "/usr/local/bin",
        "/var",
        "/var/lib",
        "/var/lib/docker",
        "/var/lib/docker/volumes/x",
        "/var/lib/containerd",
        "/var/run",
        "/var/run/x",
        "/var/spool",
        "/var/spool/cron/crontabs",
        "/home",
        "/home/alice/.ssh"
      })
  void isInSystemFoldersThatMayBeWritten(String folder) {
    assertThat(HostControl.isSystemFolder(folder)).isTrue();
    assertThat(given(new Exposure.HostMount(folder, false))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "/usr", "/var/lib/docker", "/root", "/var", "/run/lock"})
  void isNotInSystemFoldersThatMayOnlyBeRead(String folder) {
    assertThat(given(new Exposure.HostMount(folder, true))).isFalse();
  }

  // A socket answers on a read-only mount, too: traefik#4174, traefik#12656.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/run",
        "/run/",
        "/var/run",
        "/run/docker.sock",
        "/var/run/docker.sock",
        "/run/docker",
        "/run/containerd",
        "/run/containerd/containerd.sock",
        "/run/podman",
        "/run/user",
        "/run/user/1000",
        "/run/user/1000/docker.sock",
        "/srv/proxy/docker.sock"
      })
  void isInFoldersThatHoldTheSocketOfAnEngineEvenReadOnly(String folder) {
    assertThat(given(new Exposure.HostMount(folder, true))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv",
        "/srv/etc",
        "/home/alice/data",
        "/opt/app",
        "/var/www",
        "/var/lib/postgresql",
        "/var/log",
        "/etcetera",
        "/mnt/usr",
        "etc",
        "./etc",
        "",
        "/etc/localtime",
        "/etc/timezone",
        "/srv/docker.socket"
      })
  void isNotInOtherFolders(String folder) {
    assertThat(HostControl.isSystemFolder(folder)).isFalse();
    assertThat(given(new Exposure.HostMount(folder, false))).isFalse();
  }

  @Test
  void isInOneOfManyExposures() {
    assertThat(
            HostControl.isGivenTo(
                TestInventory.app("till")
                    .with(new Exposure.HostMount("/srv", false))
                    .with(new Exposure.Privileged())
                    .entry()))
        .isTrue();
    assertThat(
            HostControl.isGivenTo(
                TestInventory.app("till").with(new Exposure.HostMount("/srv", false)).entry()))
        .isFalse();
  }
}
