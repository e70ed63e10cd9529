package api

import (
	"context"
	"sync"

	"ogham/internal/store"
)

// registry holds the interactive queries that run in this process, by sqlQueryId. Ids need not be
// unique. The zero value is empty and ready.
type registry struct {
	mu      sync.Mutex
	running map[string][]*runningQuery
}

type runningQuery struct{ cancel context.CancelCauseFunc }

// add enters a query until the returned function is called.
func (r *registry) add(id string, cancel context.CancelCauseFunc) (done func()) {
	q := &runningQuery{cancel: cancel}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running == nil {
		r.running = map[string][]*runningQuery{}
	}
	r.running[id] = append(r.running[id], q)
	return func() { r.remove(id, q) }
}

func (r *registry) remove(id string, q *runningQuery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.running[id]
	for i, other := range list {
		if other == q {
			list[i] = list[len(list)-1]
			list = list[:len(list)-1]
			break
		}
	}
	if len(list) == 0 {
		delete(r.running, id)
		return
	}
	r.running[id] = list
}

// cancel ends all queries of an id and gives how many there were.
func (r *registry) cancel(id string, cause error) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, q := range r.running[id] {
		q.cancel(cause)
	}
	return len(r.running[id])
}

func (r *registry) cancelAll(cause error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, list := range r.running {
		for _, q := range list {
			q.cancel(cause)
		}
	}
}

// CancelQuery ends the queries of this process that another one asked to cancel, by the key of their
// id (see [store.QueryKey]), and gives how many there were. It does not block.
func (s *Server) CancelQuery(key string) int {
	id, ok := s.running.find(key)
	if !ok {
		return 0
	}
	return s.running.cancel(id, store.ErrCanceled)
}

// find gives the id of running queries that has a key. Keys are made here, as few are asked for.
func (r *registry) find(key string) (id string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range r.running {
		if store.QueryKey(id) == key {
			return id, true
		}
	}
	return "", false
}
