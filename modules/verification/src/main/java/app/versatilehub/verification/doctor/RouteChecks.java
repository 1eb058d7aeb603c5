package app.versatilehub.verification.doctor;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.NoTls;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import app.versatilehub.verification.engine.ContainerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whether the gateway knows the routes, shows the right certificates and reaches the services. */
final class RouteChecks {

  private static final String TRAEFIK = "traefik.";

  private final Deployed deployed;
  private final Observations observations;

  RouteChecks(Deployed deployed, Observations observations) {
    this.deployed = deployed;
    this.observations = observations;
  }

  /** What containers say to the gateway, and should not, or should and do not. */
  Stream<Diagnosis> labels() {
    return deployed.topology().services().stream()
        .flatMap(
            service ->
                deployed.container(service).stream()
                    .flatMap(container -> labels(service, container).stream()));
  }

  private Optional<Diagnosis> labels(Service service, ContainerState container) {
    SortedMap<String, String> wanted = traefiks(ContainerLabels.of(deployed.topology(), service));
    SortedMap<String, String> found = traefiks(container.labels());
    List<String> differences = new ArrayList<>();
    wanted.forEach(
        (label, value) -> {
          if (!found.containsKey(label)) {
            differences.add("%s is missing; it is to be %s".formatted(label, value));
          } else if (!value.equals(found.get(label))) {
            differences.add("%s is %s; it is to be %s".formatted(label, found.get(label), value));
          }
        });
    found.forEach(
        (label, value) -> {
          if (!wanted.containsKey(label)) {
            differences.add("%s is %s; it is not to be there".formatted(label, value));
          }
        });
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Diagnosis.of(
                Finding.error(
                    "route-labels-wrong",
                    Deployed.subject(service),
                    "the labels of '%s' tell the gateway something else than its route"
                        .formatted(container.name()),
                    "labels stay as they were made; make the container anew:"
                        + " docker rm --force %s && %s"
                            .formatted(container.name(), deployed.deployAgain())),
                differences));
  }

  private static SortedMap<String, String> traefiks(SortedMap<String, String> labels) {
    SortedMap<String, String> own = new TreeMap<>();
    labels.forEach(
        (label, value) -> {
          if (label.startsWith(TRAEFIK)) {
            own.put(label, value);
          }
        });
    return own;
  }

  /** What clients meet; an answer that a cause among {@code causes} explains joins it. */
  List<Diagnosis> answers(List<Diagnosis> causes) {
    List<Diagnosis> all = new ArrayList<>(causes);
    for (Route route : deployed.topology().routes()) {
      RouteAnswer answer = observations.answers().get(route.host());
      if (answer != null) {
        symptom(route, answer).ifPresent(symptom -> explain(route, symptom, all));
        certificate(answer)
            .flatMap(certificate -> certificate(route, certificate))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  private void explain(Route route, Diagnosis symptom, List<Diagnosis> all) {
    for (int cause = 0; cause < all.size(); cause++) {
      if (explains(all.get(cause), route)) {
        String seen = "%s: %s".formatted(url(route), symptom.finding().message());
        all.set(cause, all.get(cause).with(seen));
        return;
      }
    }
    all.add(symptom);
  }

  private boolean explains(Diagnosis cause, Route route) {
    String about = cause.finding().subject();
    String service = "service " + route.service();
    return switch (cause.finding().severity()) {
      case ERROR ->
          about.equals(service)
              || about.equals("networks." + route.network())
              || deployed.gateway().map(Deployed::subject).filter(about::equals).isPresent();
      case WARNING -> false;
      case INFO -> about.equals(service);
    };
  }

  private Optional<Diagnosis> symptom(Route route, RouteAnswer answer) {
    if (answer instanceof Unreachable nobody) {
      return Optional.of(
          broken(
              route,
              "gateway-unreachable",
              "nobody answers on port %s of 127.0.0.1 (%s)"
                  .formatted(gatewayPort(), nobody.reason()),
              "see whether the gateway publishes it: docker port " + gatewayContainer()));
    }
    if (answer instanceof NoTls none) {
      return Optional.of(
          broken(
              route,
              "tls-failed",
              "port %s of 127.0.0.1 does not speak TLS for it (%s)"
                  .formatted(gatewayPort(), none.reason()),
              "see why: docker logs --tail 50 " + gatewayContainer()));
    }
    if (answer instanceof NoHttp none) {
      return Optional.of(
          broken(
              route,
              "route-silent",
              "the gateway takes the request, and no answer comes (%s)".formatted(none.reason()),
              "see whether the service is busy or hangs: docker logs --tail 50 "
                  + container(route)));
    }
    return answer instanceof Answered answered ? symptom(route, answered) : Optional.empty();
  }

  private Optional<Diagnosis> symptom(Route route, Answered answered) {
    if (!answered.isTheGatewaysOwn()) {
      return answered.status() < 500
          ? Optional.empty()
          : Optional.of(
              Diagnosis.of(
                  Finding.warning(
                      "route-answers-error",
                      url(route),
                      "the service itself answers %d".formatted(answered.status()),
                      "see why: docker logs --tail 50 " + container(route))));
    }
    return Optional.of(
        switch (answered.status()) {
          case 404 ->
              broken(
                  route,
                  "route-unknown",
                  "the gateway itself answers 404: it has no router for the name",
                  "see what it says of the container's labels: docker logs --tail 50 "
                      + gatewayContainer());
          case 502 ->
              broken(
                  route,
                  "backend-refuses",
                  "the gateway itself answers 502: %s refuses its connection on port %s"
                      .formatted(route.service(), route.port()),
                  "let what runs in %s listen on 0.0.0.0:%s"
                      .formatted(container(route), route.port()));
          case 503 ->
              broken(
                  route,
                  "backend-none",
                  "the gateway itself answers 503: it has a router, and no server behind it",
                  "see whether %s runs and is healthy: docker ps --all --filter name=%s"
                      .formatted(route.service(), container(route)));
          default ->
              broken(
                  route,
                  "backend-silent",
                  "the gateway itself answers %d: %s does not answer its connection on port %s"
                      .formatted(answered.status(), route.service(), route.port()),
                  "see whether a firewall stands between them, and whether the label"
                      + " traefik.docker.network of %s names a network of the gateway"
                          .formatted(container(route)));
        });
  }

  private Diagnosis broken(Route route, String id, String message, String cure) {
    return Diagnosis.of(
        Finding.error(id, url(route), message, cure),
        "asked by: curl -k --resolve '%s:%s:127.0.0.1' %s/"
            .formatted(route.host(), gatewayPort(), url(route)));
  }

  private static Optional<Certificate> certificate(RouteAnswer answer) {
    if (answer instanceof Answered answered) {
      return Optional.of(answered.certificate());
    }
    return answer instanceof NoHttp none ? Optional.of(none.certificate()) : Optional.empty();
  }

  /** Without an authority the gateway's own certificate is what is declared. */
  private Optional<Diagnosis> certificate(Route route, Certificate certificate) {
    boolean byAuthority = deployed.topology().environment().gateway().acme().isPresent();
    if (!certificate.expires().isAfter(observations.now())) {
      return Optional.of(
          wrong(
              route,
              "certificate-expired",
              "its certificate is over since " + certificate.expires(),
              certificate));
    }
    if (byAuthority && certificate.isDefault()) {
      return Optional.of(
          wrong(
              route,
              "certificate-default",
              "the gateway has no certificate for it and shows the one that it signed itself",
              certificate));
    }
    if (byAuthority && certificate.selfSigned()) {
      return Optional.of(
          wrong(
              route,
              "certificate-self-signed",
              "no authority has signed the certificate that the gateway shows",
              certificate));
    }
    return byAuthority && !certificate.isFor(route.host().value())
        ? Optional.of(
            wrong(
                route,
                "certificate-of-another",
                "the gateway shows a certificate that is for another name",
                certificate))
        : Optional.empty();
  }

  private Diagnosis wrong(Route route, String id, String message, Certificate certificate) {
    return Diagnosis.of(
        Finding.error(
            id,
            url(route),
            message,
            "the authority must reach port 443 of %s from the Internet; what it says: docker logs %s"
                .formatted(route.host(), gatewayContainer())),
        "certificate of %s for %s until %s"
            .formatted(
                certificate.commonName(),
                String.join(", ", certificate.names()),
                certificate.expires()));
  }

  private String url(Route route) {
    return deployed.topology().environment().url(route.host());
  }

  private String container(Route route) {
    return deployed.topology().service(route.service()).containerName().value();
  }

  private String gatewayContainer() {
    return deployed.gateway().map(gateway -> gateway.containerName().value()).orElse("the gateway");
  }

  private String gatewayPort() {
    Environment environment = deployed.topology().environment();
    return environment.gateway().httpsPort().toString();
  }
}
