package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.pulumi.deployment.internal.Monitor;
import com.pulumi.resources.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pulumirpc.CallbackOuterClass.Callback;
import pulumirpc.CallbackOuterClass.CallbackInvokeRequest;
import pulumirpc.CallbackOuterClass.CallbackInvokeResponse;
import pulumirpc.CallbacksGrpc;
import pulumirpc.Provider.CallResponse;
import pulumirpc.Resource.ReadResourceRequest;
import pulumirpc.Resource.ReadResourceResponse;
import pulumirpc.Resource.RegisterPackageRequest;
import pulumirpc.Resource.RegisterPackageResponse;
import pulumirpc.Resource.RegisterResourceHookRequest;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceRequest.ResourceHooksBinding;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.Resource.ResourceCallRequest;
import pulumirpc.Resource.ResourceHookRequest;
import pulumirpc.Resource.ResourceHookResponse;
import pulumirpc.Resource.ResourceInvokeRequest;
import pulumirpc.Resource.ResourceInvokeResponse;
import pulumirpc.Resource.SupportsFeatureRequest;
import pulumirpc.Resource.SupportsFeatureResponse;
import pulumirpc.ResourceMonitorGrpc;

/**
 * Pulumi's resource hooks, which the Java SDK 1.36.1 has no words for: Pulumi is told of a server
 * on the loopback address that it may call, and the resources say by which name.
 */
final class PulumiHooks implements CreationHooks {

  /** The address at which Pulumi takes resources. */
  private static final String MONITOR = "PULUMI_MONITOR";

  private static final String BEFORE = "before-";
  private static final String AFTER = "after-";

  private final String monitor;
  private final Callbacks callbacks = new Callbacks();

  /** The purposes for which Pulumi tells of a resource, by the resource's name. */
  private final Map<String, List<String>> hooked = new ConcurrentHashMap<>();

  private volatile Consumer<String> planned = name -> {};
  private @Nullable Server server;

  private PulumiHooks(String monitor) {
    this.monitor = monitor;
  }

  /** For the run that these variables tell of. */
  static PulumiHooks of(Map<String, String> environment) {
    return new PulumiHooks(
        requireNonNull(environment.get(MONITOR), "not run by Pulumi: no " + MONITOR));
  }

  @Override
  public void planned(Consumer<String> told) {
    planned = told;
  }

  @Override
  public synchronized void around(
      String purpose, Set<String> resources, Consumer<String> before, Consumer<String> after) {
    if (resources.isEmpty()) {
      return;
    }
    if (server == null) {
      server = serve(callbacks);
    }
    String target = "127.0.0.1:" + server.getPort();
    // Whoever does not know the word is nobody that Pulumi has sent.
    String word = UUID.randomUUID().toString();
    ManagedChannel channel = NettyChannelBuilder.forTarget(monitor).usePlaintext().build();
    try {
      var pulumi = ResourceMonitorGrpc.newBlockingStub(channel);
      Map.of(BEFORE + purpose, before, AFTER + purpose, after)
          .forEach(
              (name, hook) -> {
                callbacks.hooks.put(name + word, hook);
                var registered =
                    pulumi.registerResourceHook(
                        RegisterResourceHookRequest.newBuilder()
                            .setName(name)
                            .setCallback(
                                Callback.newBuilder().setTarget(target).setToken(name + word))
                            .build());
                requireNonNull(registered, name);
              });
    } finally {
      channel.shutdown();
    }
    resources.forEach(
        name -> hooked.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(purpose));
  }

  private static Server serve(Callbacks callbacks) {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))
          .addService(callbacks)
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("no port for Pulumi's hooks", e);
    }
  }

  /** What Pulumi calls. */
  private static final class Callbacks extends CallbacksGrpc.CallbacksImplBase {

    private final Map<String, Consumer<String>> hooks = new ConcurrentHashMap<>();

    @Override
    public void invoke(
        CallbackInvokeRequest request, StreamObserver<CallbackInvokeResponse> answer) {
      Consumer<String> hook = hooks.get(request.getToken());
      if (hook == null) {
        answer.onError(Status.PERMISSION_DENIED.asRuntimeException());
        return;
      }
      ResourceHookResponse.Builder result = ResourceHookResponse.newBuilder();
      try {
        hook.accept(ResourceHookRequest.parseFrom(request.getRequest()).getName());
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        result.setError(String.valueOf(e.getMessage()));
      }
      answer.onNext(
          CallbackInvokeResponse.newBuilder().setResponse(result.build().toByteString()).build());
      answer.onCompleted();
    }
  }

  /** {@code real}, which is also told of the hooks of what is registered. */
  Monitor binding(Monitor real) {
    return new Binding(real);
  }

  private final class Binding implements Monitor {

    private final Monitor real;

    Binding(Monitor real) {
      this.real = real;
    }

    @Override
    public CompletableFuture<RegisterResourceResponse> registerResourceAsync(
        Resource resource, RegisterResourceRequest request) {
      if (!request.getCustom()) {
        return real.registerResourceAsync(resource, request);
      }
      String name = request.getName();
      List<String> purposes = hooked.getOrDefault(name, List.of());
      return real.registerResourceAsync(
              resource, purposes.isEmpty() ? request : bound(request, purposes))
          .thenApply(
              response -> {
                // Only a preview gives no identifier: to what is not there yet.
                if (response.getId().isEmpty()) {
                  planned.accept(name);
                }
                return response;
              });
    }

    private static RegisterResourceRequest bound(
        RegisterResourceRequest request, List<String> purposes) {
      return request.toBuilder()
          .setHooks(
              ResourceHooksBinding.newBuilder()
                  .addAllBeforeCreate(purposes.stream().map(BEFORE::concat).toList())
                  .addAllAfterCreate(purposes.stream().map(AFTER::concat).toList()))
          .build();
    }

    @Override
    public CompletableFuture<SupportsFeatureResponse> supportsFeatureAsync(
        SupportsFeatureRequest request) {
      return real.supportsFeatureAsync(request);
    }

    @Override
    public CompletableFuture<ResourceInvokeResponse> invokeAsync(ResourceInvokeRequest request) {
      return real.invokeAsync(request);
    }

    @Override
    public CompletableFuture<CallResponse> callAsync(ResourceCallRequest request) {
      return real.callAsync(request);
    }

    @Override
    public CompletableFuture<ReadResourceResponse> readResourceAsync(
        Resource resource, ReadResourceRequest request) {
      return real.readResourceAsync(resource, request);
    }

    @Override
    public CompletableFuture<Void> registerResourceOutputsAsync(
        RegisterResourceOutputsRequest request) {
      return real.registerResourceOutputsAsync(request);
    }

    @Override
    public CompletableFuture<RegisterPackageResponse> registerPackageAsync(
        RegisterPackageRequest request) {
      return real.registerPackageAsync(request);
    }
  }
}
