package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {

  @ParameterizedTest
  @CsvSource({
    "postgres, DATASTORE, 5432",
    "postgres:17-alpine, DATASTORE, 5432",
    "docker.io/library/postgres:17@sha256:0123, DATASTORE, 5432",
    "registry.example.org:5000/team/postgres, DATASTORE, 5432",
    "versatile-hub/postgres:7, DATASTORE, 5432",
    "versatile-hub/redis:7, DATASTORE, 6379",
    "versatile-hub/mariadb:7, DATASTORE, 3306",
    "pgvector/pgvector:pg17, DATASTORE, 5432",
    "postgis/postgis:17-3.5, DATASTORE, 5432",
    "timescale/timescaledb-ha:pg17, DATASTORE, 5432",
    "bitnami/postgresql:17, DATASTORE, 5432",
    "supabase/postgres:15, DATASTORE, 5432",
    "mariadb:11, DATASTORE, 3306",
    "valkey/valkey:8, DATASTORE, 6379",
    "docker.dragonflydb.io/dragonflydb/dragonfly, DATASTORE, 6379",
    "Mongo:8, DATASTORE, 27017",
    "mcr.microsoft.com/mssql/server:2022-latest, DATASTORE, 1433",
    "gvenzl/oracle-free, DATASTORE, 1521",
    "getmeili/meilisearch:v1, DATASTORE, 7700",
    "redpandadata/redpanda, DATASTORE, 9092",
    "traefik:v3, GATEWAY, 443",
    "versatile-hub/traefik:7, GATEWAY, 443",
    "jc21/nginx-proxy-manager, GATEWAY, 81",
    "nginx:1.29, APP, 80"
  })
  void imagesAreRecognised(String image, ServiceKind kind, int port) {
    Recognition recognition = of(image);

    assertThat(recognition.kind()).isEqualTo(kind);
    assertThat(recognition.ports()).contains(Port.of(port));
    assertThat(recognition.portsComplete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rediscommander/redis-commander",
        "prometheuscommunity/postgres-exporter",
        "mongo-express",
        "linuxserver/mysql-workbench",
        "dpage/pgadmin4",
        "redis/redisinsight",
        "adminer",
        "versatile-hub/stand-in:7",
        "postgres.example.org/app",
        "mysql/app:1"
      })
  void whatOnlySoundsLikeADatastoreIsNone(String image) {
    assertThat(of(image)).isEqualTo(new Recognition(ServiceKind.APP, ports(), Map.of(), false));
  }

  @Test
  void gatewayWithoutFixedPortsMayListenAnywhere() {
    assertThat(of("haproxy:3"))
        .isEqualTo(new Recognition(ServiceKind.GATEWAY, ports(), Map.of(), false));
  }

  @Test
  void webServerThatPublishesAWebPortIsAGateway() {
    assertThat(Recognition.of(Optional.of("nginx"), Map.of(), Set.of(Port.of(80)), true).kind())
        .isEqualTo(ServiceKind.GATEWAY);
    assertThat(Recognition.of(Optional.of("my/app"), Map.of(), Set.of(Port.of(80)), true).kind())
        .isEqualTo(ServiceKind.APP);
  }

  @Test
  void onlyAWebPortOnAllAddressesIsPublishedToTheWeb() {
    Port inner = Port.of(8080);
    Optional<IpAddress> loopback = Optional.of(IpAddress.of("127.0.0.1"));

    assertThat(Recognition.publishesWeb(List.of(new Exposure.PublishedPort(Port.of(443), inner))))
        .isTrue();
    assertThat(Recognition.publishesWeb(List.of(new Exposure.PublishedPort(Port.of(8080), inner))))
        .isFalse();
    assertThat(
            Recognition.publishesWeb(
                List.of(new Exposure.PublishedPort(loopback, Port.of(80), inner))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5432, DATASTORE", "6379, DATASTORE", "27017, DATASTORE", "8080, APP", "80, APP"})
  void portsTellWhereTheImageDoesNot(int port, ServiceKind kind) {
    Recognition recognition =
        Recognition.of(Optional.of("my/own"), Map.of(), Set.of(Port.of(port)), false);

    assertThat(recognition).isEqualTo(new Recognition(kind, ports(port), Map.of(), true));
  }

  @Test
  void declaredPortsAreAddedToThoseOfTheImage() {
    assertThat(
            Recognition.of(Optional.of("postgres"), Map.of(), Set.of(Port.of(9187)), false).ports())
        .isEqualTo(ports(5432, 9187));
  }

  @ParameterizedTest
  @CsvSource({"app, APP", "datastore, DATASTORE", "gateway, GATEWAY", "job, JOB"})
  void labelWins(String label, ServiceKind kind) {
    assertThat(
            Recognition.of(
                    Optional.of("postgres"),
                    Map.of(Labels.KIND, label),
                    Set.of(Port.of(5432)),
                    false)
                .kind())
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "versatile-hub/socket-proxy:1, ENGINE_PROXY",
    "registry.example/versatile-hub/socket-proxy:1, ENGINE_PROXY",
    "docker:cli, APP",
    "elsewhere/socket-proxy:1, APP"
  })
  void aProxyOfTheEngineIsBelievedOnlyOfItsImage(String image, ServiceKind kind) {
    assertThat(
            Recognition.of(Optional.of(image), Map.of(Labels.KIND, "engine-proxy"), Set.of(), false)
                .kind())
        .isEqualTo(kind);
  }

  @Test
  void unknownLabelIsRefused() {
    assertThatThrownBy(
            () -> Recognition.of(Optional.empty(), Map.of(Labels.KIND, "DB"), Set.of(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'DB' is not a kind of service (label versatile.kind); allowed: app, datastore, gateway, engine-proxy, job");
  }

  @Test
  void everyLineOfTheTableIsReadable() {
    assertThat(KnownImage.DATASTORE_PORTS).hasSizeGreaterThan(30).doesNotContain(Port.of(8080));
    assertThat(KnownImage.of("milvusdb/milvus")).isPresent();
    for (boolean web : new boolean[] {true, false}) {
      assertThat(KnownImage.all()).extracting(image -> image.kind(web)).doesNotContainNull();
    }
  }

  private static Recognition of(String image) {
    return Recognition.of(Optional.of(image), Map.of(), Set.of(), false);
  }

  private static SortedSet<Port> ports(int... numbers) {
    TreeSet<Port> ports = new TreeSet<>();
    for (int number : numbers) {
      ports.add(Port.of(number));
    }
    return ports;
  }
}
