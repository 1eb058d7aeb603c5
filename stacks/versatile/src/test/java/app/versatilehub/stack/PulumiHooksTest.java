package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.pulumi.deployment.internal.Monitor;
import com.pulumi.resources.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pulumirpc.CallbackOuterClass.CallbackInvokeRequest;
import pulumirpc.CallbacksGrpc;
import pulumirpc.Resource.RegisterResourceHookRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.Resource.ResourceHookRequest;
import pulumirpc.Resource.ResourceHookResponse;
import pulumirpc.ResourceMonitorGrpc;

class PulumiHooksTest {

  private final Map<String, RegisterResourceHookRequest> told = new ConcurrentHashMap<>();
  private final List<String> happened = new ArrayList<>();
  private Server pulumi;
  private PulumiHooks hooks;

  @BeforeEach
  void pulumiListens() throws IOException {
    pulumi =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                new ResourceMonitorGrpc.ResourceMonitorImplBase() {
                  @Override
                  public void registerResourceHook(
                      RegisterResourceHookRequest request, StreamObserver<Empty> answer) {
                    told.put(request.getName(), request);
                    answer.onNext(Empty.getDefaultInstance());
                    answer.onCompleted();
                  }
                })
            .build()
            .start();
    hooks = PulumiHooks.of(Map.of("PULUMI_MONITOR", "127.0.0.1:" + pulumi.getPort()));
    hooks.around(
        "test",
        Set.of("web"),
        name -> happened.add("before " + name),
        name -> happened.add("after " + name));
  }

  @AfterEach
  void pulumiEnds() {
    pulumi.shutdownNow();
  }

  @Test
  void pulumiCanCallWhatItWasToldOf() throws InvalidProtocolBufferException {
    assertThat(call("before-test", "web", "")).isEmpty();
    assertThat(call("after-test", "web", "")).isEmpty();

    assertThat(happened).containsExactly("before web", "after web");
  }

  @Test
  void whatFailsIsToldWithItsReason() throws InvalidProtocolBufferException {
    PulumiHooks failing = PulumiHooks.of(Map.of("PULUMI_MONITOR", "127.0.0.1:" + pulumi.getPort()));
    failing.around(
        "test",
        Set.of("web"),
        name -> {
          throw new IllegalStateException("the name is taken");
        },
        name -> {});

    assertThat(call("before-test", "web", "")).isEqualTo("the name is taken");
  }

  @Test
  void whoDoesNotKnowTheWordIsRefused() {
    assertThatThrownBy(() -> call("before-test", "web", "guessed"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("PERMISSION_DENIED");
    assertThat(happened).isEmpty();
  }

  @Test
  void itIsReachedFromThisMachineOnly() {
    assertThat(told.values())
        .hasSize(2)
        .allSatisfy(
            request -> {
              assertThat(request.getCallback().getTarget()).startsWith("127.0.0.1:");
              assertThat(request.getOnDryRun()).isFalse();
            });
  }

  @Test
  void onlyTheNamedResourcesAreBound() {
    assertThat(bound("web", true).getHooks().getBeforeCreateList()).containsExactly("before-test");
    assertThat(bound("web", true).getHooks().getAfterCreateList()).containsExactly("after-test");
    // A component of the same name is not made.
    assertThat(bound("web", false).hasHooks()).isFalse();
    assertThat(bound("other", true).hasHooks()).isFalse();
  }

  @Test
  void oneResourceCanHaveHooksOfSeveralPurposes() throws InvalidProtocolBufferException {
    hooks.around(
        "more",
        Set.of("web", "other"),
        name -> happened.add("before more " + name),
        name -> happened.add("after more " + name));

    assertThat(bound("web", true).getHooks().getBeforeCreateList())
        .containsExactly("before-test", "before-more");
    assertThat(bound("other", true).getHooks().getAfterCreateList()).containsExactly("after-more");
    assertThat(call("before-more", "web", "")).isEmpty();
    assertThat(call("before-test", "web", "")).isEmpty();
    assertThat(happened).containsExactly("before more web", "before web");
  }

  /** In a preview Pulumi knows no identifier of what it would make, also in another's place. */
  @Test
  void whatAPreviewWouldMakeIsTold() {
    hooks.planned(happened::add);

    registered("new", true, "");
    registered("component", false, "");
    registered("kept", true, "0123456789ab");

    assertThat(happened).containsExactly("new");
  }

  private RegisterResourceRequest bound(String name, boolean custom) {
    return registered(name, custom, "0123456789ab");
  }

  /** What Pulumi is sent, which answers with this identifier. */
  private RegisterResourceRequest registered(String name, boolean custom, String id) {
    List<RegisterResourceRequest> sent = new ArrayList<>();
    Monitor monitor = mock();
    given(monitor.registerResourceAsync(any(), any()))
        .willAnswer(
            call -> {
              sent.add(call.getArgument(1));
              return CompletableFuture.completedFuture(
                  RegisterResourceResponse.newBuilder().setId(id).build());
            });
    hooks
        .binding(monitor)
        .registerResourceAsync(
            mock(Resource.class),
            RegisterResourceRequest.newBuilder().setName(name).setCustom(custom).build())
        .join();
    return sent.get(0);
  }

  /** Calls as Pulumi does; the error is empty where there is none. */
  private String call(String hook, String resource, String otherWord)
      throws InvalidProtocolBufferException {
    var callback = requireNonNull(told.get(hook)).getCallback();
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(callback.getTarget()).usePlaintext().build();
    try {
      ByteString answer =
          CallbacksGrpc.newBlockingStub(channel)
              .invoke(
                  CallbackInvokeRequest.newBuilder()
                      .setToken(otherWord.isEmpty() ? callback.getToken() : hook + otherWord)
                      .setRequest(
                          ResourceHookRequest.newBuilder().setName(resource).build().toByteString())
                      .build())
              .getResponse();
      return ResourceHookResponse.parseFrom(answer).getError();
    } finally {
      channel.shutdownNow();
    }
  }
}
