package dev.arclight.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import scala.Function1;
import scala.PartialFunction;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** The conversions that Catalyst's signatures ask of Java. */
final class Scala {
    private Scala() {}

    /** An immutable copy that serializes by itself. */
    static <T> Seq<T> seq(List<? extends T> items) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(items)).toList();
    }

    static <T> Seq<T> seq(T item) {
        return seq(List.of(item));
    }

    static <T> Seq<T> join(Seq<? extends T> first, Seq<? extends T> second) {
        List<T> all = new ArrayList<>(list(first));
        all.addAll(list(second));
        return seq(all);
    }

    static <T> List<T> list(scala.collection.Seq<T> items) {
        return CollectionConverters.asJava(items);
    }

    static <V> Map<String, V> map(java.util.Map<String, V> entries) {
        return Map$.MODULE$.from(CollectionConverters.asScala(entries));
    }

    /** A rewrite of every node; one that gives back its argument changes nothing. */
    static <T> PartialFunction<T, T> rewrite(UnaryOperator<T> operator) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(T node) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked") // Scala widens the result of a partial function; ours is always a T
            public <A extends T, B> B applyOrElse(A node, Function1<A, B> otherwise) {
                return (B) operator.apply(node);
            }
        };
    }
}
