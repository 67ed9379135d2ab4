package io.scanloop.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page about topics: what they carry, how long, and who may do what with them. */
final class TopicPage {
    private TopicPage() {}

    static String text() {
        var lines = new ArrayList<String>();
        lines.add("# Topics");
        lines.add("");
        lines.add(
                "Written from `Topic` in `libs/events` and compared with it by a test. Events are CloudEvents 1.0 in binary");
        lines.add(
                "mode with JSON bodies of at most 64 KB; [schemas](schemas) hold their fields, [asyncapi.json](asyncapi.json) the");
        lines.add("whole contract. Topics are never made by use: a broker is given exactly these.");
        lines.add("");
        lines.add("| topic | key | partitions | kept | carries |");
        lines.add("|---|---|---:|---|---|");
        for (var topic : Topic.values()) {
            lines.add("| `%s` | %s | %d | %s | %s |"
                    .formatted(topic.topicName(), key(topic), topic.partitions(), kept(topic), carries(topic)));
        }
        lines.add("| `<topic>.dlq` | as the source | 1 | 30 days | what a reader of the topic could not digest |");
        lines.add("");
        lines.add(
                "A dead letter keeps key, value and headers of its record; `scanloop_origin` (`<topic>/<partition>/<offset>`),");
        lines.add("`scanloop_reader` and `scanloop_cause` say where it comes from and why it is there; in those of"
                + " `eval-service`, runs that");
        lines.add("cannot be judged, `dead-letter-topic`, `dead-letter-partition`, `dead-letter-offset` and"
                + " `dead-letter-reason` do.");
        lines.add("");
        lines.add("## Who may do what");
        lines.add("");
        lines.add(
                "W writes, R reads. A reader also writes to the topic's `.dlq`. Workers take steps as members of a share group");
        lines.add(
                "that bears the topic's name, `scanloop.<topic>`, and need its READ as well; `ingest-service` sets these groups up and");
        lines.add("describes them, for the scaling number, and looks into the queues for what is to be sent again.");
        lines.add("");
        lines.add("| topic | " + columns(Service::serviceName) + " |");
        lines.add("|---|" + ":-:|".repeat(Service.values().length));
        for (var topic : Topic.values()) {
            lines.add("| `%s` | %s |".formatted(topic.topicName(), columns(service -> rights(topic, service))));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String key(Topic topic) {
        return topic.keyKind() == KeyKind.NONE
                ? "none (share group)"
                : topic.keyKind().name().toLowerCase(Locale.ROOT);
    }

    private static String kept(Topic topic) {
        long milliseconds = Long.parseLong(topic.settings().get("retention.ms"));
        var duration = milliseconds < 0
                ? "for ever"
                : days(Duration.ofMillis(milliseconds).toDays());
        return topic.settings().get("cleanup.policy").contains("compact") ? "last of each key, " + duration : duration;
    }

    private static String days(long days) {
        return days == 1 ? "a day" : days + " days";
    }

    private static String carries(Topic topic) {
        return EventCodec.types(topic.family())
                .map(type -> "[%1$s](schemas/%1$s.json)".formatted(type.getSimpleName()))
                .collect(Collectors.joining(", "));
    }

    private static String rights(Topic topic, Service service) {
        return (topic.writers().contains(service) ? "W" : "") + (topic.readers().contains(service) ? "R" : "");
    }

    private static String columns(Function<Service, String> cell) {
        return Stream.of(Service.values()).map(cell).collect(Collectors.joining(" | "));
    }
}
