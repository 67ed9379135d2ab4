package io.scanloop.events;

import java.util.Map;

/**
 * A topic as a broker is asked for it.
 *
 * @param name the topic's name
 * @param partitions how many; never changed later, since keys would move and lose their order
 * @param settings the topic's own settings, in the words of Kafka
 */
public record TopicDeclaration(String name, int partitions, Map<String, String> settings) {
    public TopicDeclaration {
        settings = Map.copyOf(settings);
    }
}
