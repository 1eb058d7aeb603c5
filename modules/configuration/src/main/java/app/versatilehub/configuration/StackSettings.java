package app.versatilehub.configuration;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageReference;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Ownership;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Rule;
import app.versatilehub.topology.isolation.Waiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the settings in {@code Pulumi.<stack>.yaml}, below {@code versatile-hub:}. Whatever
 * is left out takes its default here or in the module that declares it.
 */
record StackSettings(
    @Nullable HostName domain,
    @Nullable NamePrefix namePrefix,
    @Nullable ImageSource images,
    @Nullable HostIsolation hostIsolation,
    @Nullable Boolean protectData,
    @Nullable Boolean generateSecrets,
    @Nullable HealthSettings health,
    @Nullable GatewaySettings gateway,
    @Nullable Map<NetworkName, NetworkSettings> networks,
    @Nullable Map<ServiceName, ServiceSettings> services,
    @Nullable JudgementSettings isolation,
    @Nullable FirewallSection firewall,
    @Nullable Map<String, String> secrets) {

  record HealthSettings(
      @Nullable Positive intervalSeconds,
      @Nullable Positive timeoutSeconds,
      @Nullable Positive retries,
      @Nullable Positive patienceSeconds) {

    static final HealthSettings NONE = new HealthSettings(null, null, null, null);

    HealthTiming timing() {
      return new HealthTiming(
          seconds(intervalSeconds, 10),
          seconds(timeoutSeconds, 5),
          orElse(retries, new Positive(5)).value(),
          seconds(patienceSeconds, 300));
    }

    private static Duration seconds(@Nullable Positive value, int otherwise) {
      return Duration.ofSeconds(orElse(value, new Positive(otherwise)).value());
    }
  }

  record GatewaySettings(
      @Nullable Port httpPort,
      @Nullable Port httpsPort,
      @Nullable EmailAddress acmeEmail,
      @Nullable AcmeChallenge acmeChallenge,
      @Nullable String acmeDnsProvider,
      @Nullable List<String> acmeDnsVariables,
      @Nullable String acmeServer) {

    static final GatewaySettings NONE =
        new GatewaySettings(null, null, null, null, null, null, null);

    Environment.GatewaySettings gateway() {
      return new Environment.GatewaySettings(
          orElse(httpPort, Port.of(80)),
          orElse(httpsPort, Port.of(443)),
          Optional.ofNullable(acmeEmail).map(EmailAddress::value).map(this::acme));
    }

    private Acme acme(String email) {
      return new Acme(email, challenge(), Optional.ofNullable(acmeServer));
    }

    private Acme.Challenge challenge() {
      return switch (orElse(acmeChallenge, AcmeChallenge.TLS_ALPN)) {
        case TLS_ALPN -> new Acme.Challenge.TlsAlpn();
        case HTTP -> new Acme.Challenge.Http();
        case DNS ->
            new Acme.Challenge.Dns(
                orElse(acmeDnsProvider, ""), orElse(acmeDnsVariables, List.<String>of()));
      };
    }
  }

  record NetworkSettings(
      @Nullable EngineName name,
      @Nullable Boolean external,
      @Nullable Boolean internal,
      @Nullable DriverName driver,
      @Nullable Cidr subnet,
      @Nullable IpAddress gateway,
      @Nullable SubnetSettings ipv6,
      @Nullable BridgeName bridge,
      @Nullable Map<String, String> options) {

    Environment.NetworkSettings network() {
      return new Environment.NetworkSettings(
          Optional.ofNullable(name),
          Optional.ofNullable(external).map(NetworkSettings::ownership),
          Optional.ofNullable(internal),
          Optional.ofNullable(driver).map(DriverName::value),
          new SubnetSettings(subnet, gateway).range(),
          orElse(ipv6, SubnetSettings.NONE).range(),
          Optional.ofNullable(bridge),
          orElse(options, Map.of()));
    }

    private static Ownership ownership(boolean external) {
      return external ? Ownership.EXTERNAL : Ownership.OWNED;
    }
  }

  record SubnetSettings(@Nullable Cidr subnet, @Nullable IpAddress gateway) {

    static final SubnetSettings NONE = new SubnetSettings(null, null);

    Environment.SubnetSettings range() {
      return new Environment.SubnetSettings(
          Optional.ofNullable(subnet), Optional.ofNullable(gateway));
    }
  }

  record ServiceSettings(
      @Nullable Boolean enabled,
      @Nullable ImageReference image,
      @Nullable HostName host,
      @Nullable Positive memoryMib,
      @Nullable Positive replicas,
      @Nullable Positive uploadMib) {

    Environment.ServiceSettings service() {
      return new Environment.ServiceSettings(
          Optional.ofNullable(enabled),
          Optional.ofNullable(image),
          Optional.ofNullable(host),
          Optional.ofNullable(memoryMib).map(Positive::value),
          Optional.ofNullable(replicas).map(Positive::value),
          Optional.ofNullable(uploadMib).map(Positive::value));
    }
  }

  record JudgementSettings(
      @Nullable Compromises compromises, @Nullable List<WaiverSettings> waivers) {

    static final JudgementSettings NONE = new JudgementSettings(null, null);

    IsolationSettings isolation() {
      return new IsolationSettings(
          orElse(compromises, new Compromises(Policy.DEFAULT_COMPROMISES)).value(),
          orElse(waivers, List.<WaiverSettings>of()).stream().map(WaiverSettings::waiver).toList());
    }
  }

  record FirewallSection(
      @Nullable Boolean apply, @Nullable List<Port> sshPorts, @Nullable MemberPolicy policy) {

    static final FirewallSection NONE = new FirewallSection(null, null, null);

    FirewallSettings firewall() {
      return new FirewallSettings(
          orElse(apply, false), new TreeSet<>(orElse(sshPorts, List.<Port>of())));
    }
  }

  /** Unlike elsewhere, nothing may be left out. */
  record WaiverSettings(Rule rule, String subject, String reason, Expiry expires) {

    Waiver waiver() {
      return new Waiver(rule.id(), subject, reason, expires.value());
    }
  }

  /** Never shows the secrets. */
  @Override
  public String toString() {
    return "StackSettings[domain %s, secrets %s]"
        .formatted(domain, orElse(secrets, Map.of()).keySet());
  }

  StackConfiguration configuration(StackId stack, String localTag) {
    return new StackConfiguration(
        new Environment(
            stack,
            orElse(namePrefix, NamePrefix.of("versatile")),
            orElse(domain, HostName.of("versatile.localhost")),
            orElse(images, ImageSource.UPSTREAM),
            localTag,
            orElse(hostIsolation, HostIsolation.INHIBIT_IPV4),
            orElse(protectData, false),
            orElse(health, HealthSettings.NONE).timing(),
            orElse(gateway, GatewaySettings.NONE).gateway(),
            mapped(networks, NetworkSettings::network),
            mapped(services, ServiceSettings::service),
            orElse(secrets, Map.<String, String>of()).keySet(),
            orElse(orElse(firewall, FirewallSection.NONE).policy(), MemberPolicy.OPEN)),
        orElse(isolation, JudgementSettings.NONE).isolation(),
        orElse(firewall, FirewallSection.NONE).firewall(),
        orElse(generateSecrets, false),
        orElse(secrets, Map.of()));
  }

  private static <K, A, B> Map<K, B> mapped(@Nullable Map<K, A> settings, Function<A, B> to) {
    return orElse(settings, Map.<K, A>of()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> to.apply(entry.getValue())));
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
