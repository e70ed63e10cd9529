package api

import (
	"container/list"
	"sync"

	"ogham/translate"
)

// planCache keeps the translations used last. It is safe for concurrent use; translations are
// shared and never changed.
type planCache struct {
	mu    sync.Mutex
	most  int
	order *list.List // front: used last; values are *cachedPlan
	byKey map[string]*list.Element
}

type cachedPlan struct {
	key  string
	plan *translate.Translation
}

func newPlanCache(most int) *planCache {
	return &planCache{most: most, order: list.New(), byKey: map[string]*list.Element{}}
}

func (p *planCache) get(key string) *translate.Translation {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.byKey[key]
	if !ok {
		return nil
	}
	p.order.MoveToFront(e)
	return e.Value.(*cachedPlan).plan //nolint:forcetypeassert // the list holds nothing else
}

func (p *planCache) put(key string, plan *translate.Translation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byKey[key]; ok {
		e.Value = &cachedPlan{key, plan}
		p.order.MoveToFront(e)
		return
	}
	p.byKey[key] = p.order.PushFront(&cachedPlan{key, plan})
	for p.order.Len() > p.most {
		oldest := p.order.Back()
		p.order.Remove(oldest)
		delete(p.byKey, oldest.Value.(*cachedPlan).key) //nolint:forcetypeassert // as above
	}
}
