package dev.arclight.spark.plan;

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
public final class Scala {
    private Scala() {}

    /** An immutable copy that serializes by itself. */
    public static <T> Seq<T> seq(List<? extends T> items) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(items)).toList();
    }

    public static <T> Seq<T> seq(T item) {
        return seq(List.of(item));
    }

    public static <T> Seq<T> join(Seq<? extends T> first, Seq<? extends T> second) {
        List<T> all = new ArrayList<>(list(first));
        all.addAll(list(second));
        return seq(all);
    }

    public static <T> List<T> list(scala.collection.Seq<T> items) {
        return CollectionConverters.asJava(items);
    }

    public static <V> Map<String, V> map(java.util.Map<String, V> entries) {
        return Map$.MODULE$.from(CollectionConverters.asScala(entries));
    }

    /** A rewrite of every node; one that gives back its argument changes nothing. */
    public static <T> PartialFunction<T, T> rewrite(UnaryOperator<T> operator) {
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
