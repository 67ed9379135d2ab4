package io.scanloop.workflow;

import io.scanloop.events.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;

/** Keeps all it is told. */
final class RecordedListener implements LogListener {
    private final List<LoggedEvent> events = new CopyOnWriteArrayList<>();
    private final List<Long> unreadable = new CopyOnWriteArrayList<>();
    private final List<Throwable> causesOfEnd = new CopyOnWriteArrayList<>();

    @Override
    public void on(LoggedEvent event) {
        events.add(event);
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        unreadable.add(offset);
    }

    @Override
    public void troubled(RuntimeException cause) {}

    @Override
    public void stopped(Throwable cause) {
        causesOfEnd.add(cause);
    }

    List<String> ids() {
        return events.stream().map(LoggedEvent::event).map(Event::id).toList();
    }

    List<String> idsOf(String project) {
        return events.stream()
                .map(LoggedEvent::event)
                .filter(event -> event.project().equals(project))
                .map(Event::id)
                .toList();
    }

    List<Long> unreadable() {
        return unreadable;
    }

    List<Throwable> causesOfEnd() {
        return causesOfEnd;
    }
}
