package io.scanloop.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The AsyncAPI document: topics from their enum, messages from the schemas. */
final class AsyncApi {
    private static final String KAFKA_BINDING = "0.5.0";
    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "what the body is",
            "ce_specversion", "the version of CloudEvents",
            "ce_id", "the same as the id in the body: the same fact always has the same",
            "ce_source", "the project, as /projects/<project>",
            "ce_type", "the type of the event",
            "ce_time", "when it happened",
            "ce_subject", "what it is about, for those who route by headers");
    private static final Map<String, String> CONSTANTS =
            Map.of("content-type", "application/json", "ce_specversion", "1.0");

    private final ObjectNode document = Committed.object();

    static ObjectNode document() {
        var api = new AsyncApi();
        api.head();
        for (var topic : Topic.values()) {
            api.channel(topic);
        }
        for (var topic : Topic.values()) {
            topic.writers().forEach(service -> api.operation(service, "send", topic));
            topic.readers().forEach(service -> api.operation(service, "receive", topic));
        }
        EventSchemas.types().forEach(api::message);
        return api.document;
    }

    private void head() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Scanloop")
                .put("version", "1")
                .put(
                        "description",
                        "What the services of Scanloop say to each other: CloudEvents 1.0 in binary mode on Kafka, bodies in JSON."
                                + " Fields are added, never renamed: readers pass over what they do not know.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");
    }

    private void channel(Topic topic) {
        var channel = document.withObjectProperty("channels")
                .putObject(topic.topicName())
                .put("address", topic.topicName())
                .put("description", Javadoc.ofConstant(topic));
        EventCodec.types(topic.family())
                .forEach(type -> channel.withObjectProperty("messages")
                        .putObject(type.getSimpleName())
                        .put("$ref", "#/components/messages/" + type.getSimpleName()));
        var kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.topicName()).put("partitions", topic.partitions());
        var settings = new TreeMap<>(topic.settings());
        var configuration = kafka.putObject("topicConfiguration");
        for (var policy : settings.get("cleanup.policy").split(",")) {
            configuration.withArrayProperty("cleanup.policy").add(policy);
        }
        for (var numeric : List.of("retention.ms", "max.message.bytes")) {
            configuration.put(numeric, Long.parseLong(settings.get(numeric)));
        }
        kafka.put("bindingVersion", KAFKA_BINDING);
    }

    private void operation(Service service, String action, Topic topic) {
        var operation = document.withObjectProperty("operations")
                .putObject("%s-%s-%s".formatted(service.serviceName(), action, topic.topicName()))
                .put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + topic.topicName());
        operation.putArray("tags").addObject().put("name", service.serviceName());
    }

    private void message(Class<?> type) {
        var message = document.withObjectProperty("components")
                .withObjectProperty("messages")
                .putObject(type.getSimpleName())
                .put("name", EventCodec.typeName(type))
                .put("summary", Javadoc.ofType(type))
                .put("contentType", "application/json");
        headers(message.putObject("headers"), type);
        var payload = message.putObject("payload");
        payload.put("schemaFormat", "application/schema+json;version=draft-2020-12");
        payload.putObject("schema").put("$ref", "schemas/" + type.getSimpleName() + ".json");
    }

    private static void headers(ObjectNode headers, Class<?> type) {
        headers.put("type", "object");
        var required = headers.putArray("required");
        new TreeMap<>(HEADERS).forEach((name, description) -> {
            required.add(name);
            var header = headers.withObjectProperty("properties")
                    .putObject(name)
                    .put("type", "string")
                    .put("description", description);
            if (CONSTANTS.containsKey(name)) {
                header.put("const", CONSTANTS.get(name));
            }
            if (name.equals("ce_type")) {
                header.put("const", EventCodec.typeName(type));
            }
        });
    }
}
