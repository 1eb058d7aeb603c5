package app.versatilehub.verification.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands the engine's events on, and says once that no more will come. */
final class EventFeed extends ResultCallback.Adapter<Event> {

  private final Consumer<EngineEvent> events;
  private final Consumer<Optional<Throwable>> end;
  private final AtomicBoolean ended = new AtomicBoolean();

  EventFeed(Consumer<EngineEvent> events, Consumer<Optional<Throwable>> end) {
    this.events = events;
    this.end = end;
  }

  @Override
  public void onNext(Event event) {
    EventType type = event.getType();
    EventActor actor = event.getActor();
    String action = event.getAction();
    if (type == null || actor == null || action == null) {
      return;
    }
    Map<String, String> attributes = actor.getAttributes();
    events.accept(
        new EngineEvent(
            type.getValue(),
            // Behind the colon is the command, which may hold a secret.
            action.startsWith("exec_") ? action.replaceFirst(":.*", "") : action,
            text(actor.getId()),
            attributes == null ? "" : text(attributes.get("name"))));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Override
  public void onError(Throwable failure) {
    // Before the feed closes itself, which looks the same as when its owner does.
    boolean first = ended.compareAndSet(false, true);
    super.onError(failure);
    if (first) {
      end.accept(Optional.of(failure));
    }
  }

  @Override
  public void onComplete() {
    boolean first = ended.compareAndSet(false, true);
    super.onComplete();
    if (first) {
      end.accept(Optional.empty());
    }
  }

  /** Whoever closes it knows that it has ended. */
  @Override
  public void close() throws IOException {
    ended.set(true);
    super.close();
  }
}
