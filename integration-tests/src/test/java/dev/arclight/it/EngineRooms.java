package dev.arclight.it;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/**
 * The rooms of tensor-engine in the order of ARCHITECTURE.md, lowest first.
 *
 * <p>A room is the first package below {@code dev.arclight}. Rooms of one row share a height; a class uses rooms of its
 * own height or lower. The core's four rooms know each other through the dispatcher and count as one.
 */
final class EngineRooms {
    static final String ROOT = "dev.arclight.";

    private static final String CORE = "core";

    private static final List<List<String>> ROWS = List.of(
            List.of("tensor", "op", "autograd", "kernel"),
            List.of("nn", "optim", "amp", "data", "metric", "log"),
            List.of("io"),
            List.of("profile", "distributed"),
            List.of("accelerate"),
            List.of("quantize"),
            List.of("graph"),
            List.of("model"),
            List.of("pipeline"));

    private static final List<String> OTHER_MODULES = List.of("tokenizers", "spark", "beam", "jobs", "it");

    private EngineRooms() {}

    /** True of every class below {@code dev.arclight} that is not another module's, known room or not. */
    static boolean contain(JavaClass type) {
        String packageName = type.getPackageName();
        return packageName.startsWith(ROOT) && !OTHER_MODULES.contains(roomOf(packageName));
    }

    static ArchCondition<JavaClass> useOnlyRoomsOfTheirHeightOrLower() {
        return new ArchCondition<>("use only rooms of their own height or lower") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int height = heightOf(type);
                if (height < 0) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in no room of " + ROWS + "; give its package a row there"));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass();
                    if (contain(target) && heightOf(target) > height) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** One slice a room, the core as one. */
    static SliceAssignment asSlices() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                if (!contain(type)) {
                    return SliceIdentifier.ignore();
                }
                return SliceIdentifier.of(heightOf(type) == 0 ? CORE : roomOf(type.getPackageName()));
            }

            @Override
            public String getDescription() {
                return "rooms of tensor-engine";
            }
        };
    }

    private static int heightOf(JavaClass type) {
        String room = roomOf(type.getPackageName());
        for (int height = 0; height < ROWS.size(); height++) {
            if (ROWS.get(height).contains(room)) {
                return height;
            }
        }
        return -1;
    }

    private static String roomOf(String packageName) {
        String below = packageName.substring(ROOT.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
