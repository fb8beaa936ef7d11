package dev.arclight.spark.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The conversions that Catalyst's signatures ask of Java. */
final class Scala {
    private Scala() {}

    /** An immutable copy that serializes by itself. */
    static <T> Seq<T> seq(List<? extends T> items) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(items)).toList();
    }

    static <T> Seq<T> join(Seq<? extends T> first, Seq<? extends T> second) {
        List<T> all = new ArrayList<>(list(first));
        all.addAll(list(second));
        return seq(all);
    }

    static <T> List<T> list(scala.collection.Seq<T> items) {
        return CollectionConverters.asJava(items);
    }

    static <V> scala.collection.immutable.Map<String, V> map(Map<String, V> entries) {
        return Map$.MODULE$.from(CollectionConverters.asScala(entries));
    }
}
