package dev.arclight.data;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Converters that Parquet's column readers ask for and that are never called, since values are read directly. */
final class NoConverters {
    private NoConverters() {}

    static final class Group extends GroupConverter {
        private final GroupType type;

        Group(GroupType type) {
            this.type = type;
        }

        @Override
        public Converter getConverter(int field) {
            Type member = type.getType(field);
            return member.isPrimitive() ? new Primitive() : new Group(member.asGroupType());
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }

    private static final class Primitive extends PrimitiveConverter {}
}
