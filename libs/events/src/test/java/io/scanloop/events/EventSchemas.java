package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of the events, derived from the records, their annotations and their Javadoc. */
final class EventSchemas {
    private static final SchemaGenerator GENERATOR = generator();

    private EventSchemas() {}

    /** All events, in the order in which the families name them. */
    static List<Class<?>> types() {
        return EventCodec.types(Event.class).toList();
    }

    static ObjectNode of(Class<?> event) {
        return GENERATOR.generateSchema(event);
    }

    private static SchemaGenerator generator() {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.ADDITIONAL_FIXED_TYPES, Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY, JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE));
        builder.forTypesInGeneral()
                .withPropertySorter((first, second) -> 0)
                .withTitleResolver(
                        type -> Event.class.isAssignableFrom(type.getType().getErasedType())
                                ? EventCodec.typeName(type.getType().getErasedType())
                                : null)
                .withDescriptionResolver(type -> isOurs(type.getType().getErasedType())
                        ? Javadoc.ofType(type.getType().getErasedType())
                        : null);
        builder.forFields()
                .withDescriptionResolver(EventSchemas::description)
                .withRequiredCheck(field -> !isNullable(field) || isAlwaysWritten(field))
                .withNullableCheck(field -> isNullable(field) && isAlwaysWritten(field));
        return new SchemaGenerator(builder.build());
    }

    /** What is null in a record is absent in JSON, except where it is always written. */
    private static @Nullable String description(FieldScope field) {
        if (field.isFakeContainerItemScope()) {
            return null;
        }
        var said = Javadoc.ofComponent(field.getDeclaringType().getErasedType(), field.getDeclaredName());
        return isNullable(field) && !isAlwaysWritten(field) ? said.replace("null ", "absent ") : said;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getPackage() == Event.class.getPackage();
    }

    private static boolean isNullable(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean isAlwaysWritten(FieldScope field) {
        return field.getAnnotation(JsonInclude.class) != null;
    }
}
