package dev.arclight.amp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CastListsTest {
    @Test
    void everyOpOfTheListsIsInTheCatalog() {
        List<Class<? extends Op>> catalog =
                Ops.all().stream().<Class<? extends Op>>map(Ops.Entry::type).toList();
        assertThat(CastLists.ops()).isNotEmpty().isSubsetOf(catalog);
    }
}
